"""What exported documents say, and the messages of `bpcli export`, in Chinese."""

TEXTS = {
    "table": "请填写",
    "compile": "用 lualatex、xelatex 或 pdflatex 编译。",
    "compile-cjk": "文中有中文或日文字符：请用 xelatex 编译。",
    "run-again": "改动数字后运行这个单元，就会重新求解。",
    # Options
    "exercises": "一道或几道习题：文件、公式、自带习题的名称，或用 - 表示标准输入。",
    "to": "格式：{formats}；不指定时看文件后缀，没有文件就用 {first}。",
    "worksheet": "把要计算的内容留空；加上 -o 时，答案写在旁边的另一个文件里。",
    "style": "程序的写法：notes 是用张量写的训练循环，module 改用 torch.nn 和 torch.optim，tables 只算一步并逐一断言表中的每个数；不指定时，有训练部分就用 notes，否则用 tables。",
    # Messages
    "style-of-program": "--style 只用于程序：请加上 --to {formats}",
    "no-worksheet": "{format} 写出的是程序，程序里没有要填写的内容：请去掉 --worksheet",
    "one-program": "一个程序只对应一道习题，这里给了 {count} 道：请分别导出到各自的文件",
    "unknown-suffix": "从文件名看不出 {file} 要存什么格式：请用后缀 {suffixes} 之一，或用 --to 指定",
    "key-written": "{worksheet} 是练习纸，{key} 是答案",
    "key-needs-file": "答案是另一个文件：加上 -o FILE 才会写出",
}
