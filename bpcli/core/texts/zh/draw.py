"""What pictures of a graph say, and the messages of `bpcli draw`, in Chinese."""

TEXTS = {
    # In a picture
    "untitled": "计算图",
    "value-above": "线上方是值",
    "gradient-below": "线下方是 ∂{top}/∂…",
    "local-before": "方框前是局部梯度",
    "about": "一张计算图，有 {nodes} 个节点和 {edges} 条边，从左到右由输入算到 {output}。",
    "described-value": "{name} 等于 {value}。",
    "described": "{name} 等于 {value}，梯度是 {gradient}。",
    # Options
    "format": "画成什么格式：{formats}；不指定时看文件后缀，没有文件就用字符画。",
    "local": "在每条边上写出局部梯度。",
    "forward": "只画值，不画梯度。",
    "blank": "把值和梯度留空，供人填写。",
    # Messages
    "unknown-suffix": "从文件名看不出 {file} 要存什么格式：请用后缀 {suffixes} 之一，或用 --format 指定",
    "no-such-detail": "--local、--forward 和 --blank 只能画在图片里：请加上 --format {formats} 之一，或 -o graph.svg",
    "picture-to-screen": "PNG 不是可以打印的文本：请用 -o graph.png 存成文件，或用管道交给别的程序",
    "no-room": "这幅图需要 {needed} 列，而终端只有 {columns} 列；-o graph.svg 可以画任意大小",
    "too-tangled": "并排的线太多，无法用字符画出：-o graph.svg 可以画任何图",
    "png-missing": "画 PNG 需要 resvg-py 包，这里没有安装：SVG 什么都不需要，请用 -o graph.svg",
    "png-no-font": "这台机器上没有可以写进 PNG 的字体：请用 -o graph.svg，或安装 DejaVu Sans 之类的字体",
    "png-too-large": "画成 PNG 会有 {width} × {height} 像素：请用 -o graph.svg，它不限大小",
}
