"""进度无法保存或文件损坏时的提示。"""

TEXTS = {
    "folder": "{path} 是一个文件夹，而进度应保存在同名的文件里",
    "damaged": "{path} 已损坏",
    "foreign": "{path} 属于另一个程序",
    "later": "{path} 是由更新版本的程序写成的",
    "failed": "{path} 无法使用：{reason}",
    "forgotten": "这次测验的记录已被删除",
    "unsaved": "进度没有保存：{reason}",
    "aside": "保存进度的文件已损坏；原文件保留为 {path}，并新建了一个文件",
}
