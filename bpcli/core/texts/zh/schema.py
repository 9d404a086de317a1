"""What the JSON Schema of exercise files says in Chinese, besides what each key is for."""

TEXTS = {
    "title": "习题（bpcli）",
    "description": "一个计算图及其数值，以及用它教什么。这份模式表达不了的问题，由 `bpcli check` 找出。",
    "number": "一个数，如 2、−0.5 或 1e-3，或分数，如 1/3。",
    "row": "一个数，或一行数。",
    "value": "一个数、一列数（如 [1, 2]）或一个矩阵（如 [[1, 2], [3, 4]]）。",
    "line": "请写一行文本，不含不可见字符。",
    "paragraph": "请写一段文本，最多 {limit} 个字符，不含不可见字符。",
}
