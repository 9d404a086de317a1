"""What `bpcli new` says in Chinese, and the exercise it writes."""

TEXTS = {
    # The command
    "file": "要写入的文件，文件名以 .yaml 结尾。",
    "from": '不用模板，而是写出一个带数值的公式所表示的习题，如 "y=w·x, x=2, y=4"。',
    "force": "文件已存在时覆盖它。",
    "schema": "在第一行写明模式文件，让编辑器补全并检查各个键；若所在文件夹及其上级都没有模式文件，就在旁边写一份。",
    "written": "已写入 {file}。用 bpcli check {quoted} 检查它，用 bpcli solve {quoted} 逐步求解。",
    "schema-written": "同时写入了 {file}，即第一行所指的模式文件。升级之后用 bpcli schema -o {quoted} 更新它。",
    "exists": "{file} 已经存在；加 --force 可以覆盖它",
    "from-file": "{name} 已经是一道习题，不是公式：请复制它的文件 {file}",
    "suffix": "习题文件的名字形如 something.yaml，而 {file} 不是：是不是要写 {better}？",
    "no-folder": "没有文件夹 {folder}，请先建立它",
    # What is written
    "untitled": "习题",
    "expanded": "每个运算各成一个节点，与简写形式一致；去掉这一行，则每一步是一个节点。",
    "no-answers": "请在 `expect:` 下写出手算的结果；`bpcli check` 会拿它与计算结果核对，`bpcli check --fix` 可以代为填写。",
    "hint": "w 通向哪个节点？",
    "template": """\
# 这是一道习题（bpcli）：请随意修改，删去不需要的部分。
# `bpcli check` 检查其中的问题，`bpcli solve` 逐步求解。

title: {title}
# about: 一个权重，一个样本，平方误差。
level: 1  # 从 1 到 5
tags: [linear, loss]

# 模型的各个步骤，每行一步；最后一步是预测值。
model:
  - ŷ = w·x

# 由预测值计算损失的各个步骤；最后一步是输出。
loss:
  - r = ŷ − y
  - loss = r²

# 可以写整数或小数，写 1/3 这样的分数，写 [1, 2] 这样的列，或写 [[1, 2], [3, 4]] 这样的矩阵。
# 用这组数值，常见的错误会得出不同的答案；若数值区分不了它们，`bpcli check` 会发出警告。
# 不由任何步骤计算的名称，是输入（x…）、目标（只有损失用到它），否则是要学习的参数。
given: {{x: 5, w: 3, y: 4}}

# 手算的结果；`bpcli check` 会拿它与计算结果核对。
expect:
  ŷ: 15
  loss: 121
  dloss/dw: 110

# 测验要问什么，要求答数还是答公式；没有这个键时，问每个值和每个梯度。
ask: [loss, dloss/dr, {{dloss/dw: formula}}]

# 一些答案，以及评分程序对它们应有的判定。
tests:
  - {{ask: loss, answer: 121, verdict: correct}}
  - {{ask: dloss/dr, answer: 11, verdict: wrong, diagnosis: missing-power-coefficient}}
  - {{ask: dloss/dw, answer: 2r·x, verdict: correct}}

# 其他的键；去掉行首的 # 即可使用。
# hints: {{dloss/dw: {hint}}}
# variants: {{names: {{x: integer 2..9, w: integer 2..9, y: integer -9..9}}, where: "x ≠ w, w·x ≠ y"}}
# train: {{data: {{x: [1, 2, 3], y: [2, 4, 6]}}, start: {{w: 1}}, lr: 0.01, epochs: 100, predict: {{x: 4}}}}
# parameters: [w]
# functions: {{swish(a): a·σ(a)}}
# expand: true
""",
}
