"""What renderers say in Chinese: words beside numbers, headings of drawings, notes."""

TEXTS = {
    "array": "{shape} 数组",
    "column": "长度为 {shape} 的数组",
    "error": "错误",
    "warning": "警告",
    "help": "帮助：{text}",
    "labelled": "{message}：{label}",
    "note": "注：{text}",
    "input": "输入",
    "parameter": "参数",
    "target": "目标",
    "graph": "图",
    "number": "#",
    "node": "节点",
    "forward": "前向 ↓",
    "value": "值",
    "backward": "局部 · 上游梯度 ↑",
    "paths": "{count} 条路径",
}
