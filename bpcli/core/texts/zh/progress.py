"""学习进度以及删除进度时的提示。"""

TEXTS = {
    "nothing": "还没有练习过。`bpcli quiz` 从第一道习题开始，`bpcli list` 列出所有习题。",
    "heading": "学习进度",
    "topics": "已掌握：{count} 道习题中的 {mastered} 道",
    "due": "该复习了：{names}。",
    "since": "{name}（自 {date} 起）",
    "practised": "尚未做到不看提示就全对：{names}。",
    "unfinished": "已开始但未做完：{names}。",
    "slips": "犯过的错误，次数多的在前",
    "column-times": "次数",
    "column-slip": "错误",
    "column-where": "习题",
    "days": "每天答对的数量",
    "go-on": "用 `bpcli quiz` 继续下一道。",
    "all-mastered": "全部都已掌握，{date} 之前没有要复习的。",
    # Reset
    "reset-exercise": "要清除记录的习题；不写则清除全部。",
    "yes": "不再询问。",
    "nothing-kept": "没有保存过任何记录，无须删除。",
    "unknown": "没有关于 {name} 的记录；用 bpcli progress 可查看已有的记录",
    "needs-yes": "若要不经询问直接删除，请加 --yes",
    "ask-all": "删除全部进度（{count} 个答案）吗？[y/N]",
    "ask-one": "删除 {name} 的记录（{count} 个答案）吗？[y/N]",
    "agree": "是",
    "kept": "没有删除任何内容。",
    "forgotten": "已删除 {count} 个答案。删除前的完整副本保存在 {path}。",
}
