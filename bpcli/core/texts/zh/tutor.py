"""What the tutor says in Chinese: headings, columns and notes of a solved exercise."""

TEXTS = {
    # What the author states (BP204)
    "stated-differs": "{asked} 写的是 {stated}，算得的是 {computed}",
    "stated-differs-help": "bpcli explain BP204",
    "stated-unreached": "写出了 {asked}，但输出不依赖于它：这个梯度不存在",
    "not-neighbours": "{asked} 既不是输出的梯度，也不是计算图中两个相邻节点之间的局部梯度",
    "not-neighbours-help": "请写输出的梯度，或沿一条边的局部梯度。",
    # The walkthrough
    "given": "给定",
    "started": "初始值",
    "forward": "前向传播",
    "backward": "反向传播",
    "column-step": "步骤",
    "column-node": "节点",
    "column-formula": "公式",
    "column-numbers": "代入数值",
    "column-value": "值",
    "column-locals": "局部梯度",
    "column-gradient": "梯度",
    "column-rule": "链式法则",
    "paths": "{count} 条路径",
    "many-paths": "{count} 条路径之和",
    "closed-forms": "解析式",
    "no-closed-form": "其余梯度若写成一个公式会很长，或者含有数组；请看表格中的逐步推导。",
    "no-parameter": "这里没有参数带有梯度，因此没有可写成封闭形式的式子。",
    "not-reached": "{output} 不依赖于 {name}：它没有梯度。",
    "note-upstream": "G 是传回节点的上游梯度；G·Xᵀ 这样的规则给出继续传给某个输入的梯度，Σ 表示因该输入曾被广播而求和。",
    "note-step": "当 z 为正时 step(z) 取 1，否则取 0。",
    "note-spread": "spread(G, X) 把 G 广播成 X 的形状：求和中的每个元素都得到完整的梯度。",
    "note-share": "share(X) 在最大元素处为 1，其余为 0；若最大元素不止一个，则平分这个 1。",
    "note-count": "count(X) 是 X 的元素个数。",
    "note-rows": "rows(X) 是 X 的行数，一维列表为 1。",
    "note-last-sum": "规则中的 Σ(X) 表示沿 X 的最后一个轴求和。",
    "note-onehot": "onehot(c, X) 与 X 形状相同，在类别 c 处为 1，其余为 0。",
    # S6: linear layers collapse
    "collapse": "{output} 是 {input} 的线性函数：{count} 层可合并为一层 {output} = W{input} + b，其中 W = {weights}，b = {bias}；两种算法都得 {output} = {value}。",
    "no-collapse": "各层之间有 {functions}，所以不能合并为一层：没有一个 W{input} + b 能对所有 {input} 都得到 {output}。",
    # S7: how much work a fully connected stack is
    "stack": "全连接网络 {sizes} 共有 {counts} = {total} 个权重。一次反向传播用 {work} 次乘法即可求出全部梯度；若为每个权重单独写出公式，则总共要对 {paths} 条路径求和。",
}
