"""对答案的评语：只说哪里不对，从不说出正确答案。

有两句会给出数值：在其他数值处的反例；以及“由先前的错误正确推出”的评语，它会说明先前的答案应是多少。
"""

TEXTS = {
    "correct": "正确。",
    "unanswered": "未作答。",
    # The other form
    "formula-wanted": "数值正确，但这里要求写公式：请用计算图中的名字来表示。",
    "number-wanted": "数值正确，但这里要求写数字：请把公式算出来。",
    # Too few digits to tell
    "digits-short": "就已写出的位数而言是对的。请多写几位：至少三位有效数字。",
    "digits-shared": "位数太少，一个错误答案与正确答案都符合。请多写几位。",
    "digits-calculation": "算式中的数四舍五入得太多，无法判断。请多写几位。",
    # Neither right nor wrong
    "open": "无法判定它与正确答案是否相同。这不会扣分；换一种写法也许更清楚。",
    "beyond": "其中的数大到无法计算，因此不作判定。这不会扣分。",
    # What cannot be judged
    "equals-first": "等号前面没有内容",
    "equals-first-help": "只写答案本身。",
    "equals": "答案里面不写等号",
    "equals-help": "只写结果本身，也就是最后一个等号后面的内容。",
    "other-question": "这里写明回答的是 {named}，而所问的是 {asked}",
    "other-question-help": "只写答案本身，或者在问到那个量时再回答它。",
    "gradient-inside": "{gradient} 是一个梯度，而公式由节点的名字组成",
    "gradient-inside-help": "请把它换成它的公式或数值。",
    "prime": "在这里，撇号不表示求导",
    "prime-help": "请直接写出导数。",
    "comparison": "公式里不能作比较",
    "comparison-help": "门控写成 step(z)：当 z 大于 0 时为 1，否则为 0。",
    "numbers": "这些数无法读成一个答案",
    "numbers-help": "数组写在方括号里，用逗号分隔，例如 [1, 2] 或 [[1, 2], [3, 4]]。",
    "array-large": "这个公式中的数组会含有超过 {limit} 个数",
    "array-large-help": "请换一种相乘的次序，使数组保持较小。",
    "no-value": "它没有值：除以了零，或对没有根或对数的数开方、取对数",
    "no-value-help": "请检查分母、根号和对数。",
    "shape": "{asked} 是 {expected}，这里写的是 {found}",
    "shape-help": "答案的形状与所问的量相同：梯度与它所属的节点形状相同。像 [1, 2] 这样的一维列表是列向量，像 [[1, 2], [3, 4]] 这样由行组成的列表是矩阵。",
    "circular": "{name} 正是所问的量",
    "circular-help": "请用计算它的那些名字来表示。",
    "not-neighbours-help": "请回答输出的梯度，或沿一条边的局部梯度。",
    "answered-twice": "{asked} 前面已经回答过了",
    "answered-twice-help": "请只保留其中一个答案。",
    # Wrong, and nothing more can be said
    "wrong-value": "这不是 {asked} 的值。",
    "wrong-given": "{asked} 是题目给出的：请再看一遍题目中的数。",
    "wrong-total": "这不是梯度 {asked}。",
    "wrong-local": "这不是局部梯度 {asked}：请只看 {node} 这一步，其中只有 {source} 在变，其余都保持不变。",
    # Which entries of an array
    "wrong-entry": "第 {entry} 个元素不对。",
    "wrong-entries": "元素 {entries} 不对。",
    "wrong-many-entries": "有 {count} 个元素不对，前几个是 {entries}。",
    "entries-rest": "其余元素都对：请检查那里的计算。",
    "close": "很接近，但不对：中间步骤是否四舍五入了？",
    "only-here": "代入题目中的数值时是对的，但公式应对任何数值都成立。",
    # Counter-examples
    "example-value": "当 {numbers} 时，你的结果是 {yours}，而正确的值是 {truth}。",
    "example-total": "当 {numbers} 时，你的结果是 {yours}，而梯度是 {truth}。",
    "example-local": "当 {numbers} 时，你的结果是 {yours}，而局部梯度是 {truth}。",
    "gap-value": "当 {numbers} 时，你的公式没有值，而正确的值是 {truth}。",
    "gap-total": "当 {numbers} 时，你的公式没有值，而梯度是 {truth}。",
    "gap-local": "当 {numbers} 时，你的公式没有值，而局部梯度是 {truth}。",
    "differs-here": "代入题目中的数值时，你的结果与正确的值不同。",
    "entry-value": "当 {numbers} 时，你的元素 {entry} 是 {yours}，而正确的值是 {truth}。",
    "entry-total": "当 {numbers} 时，你的元素 {entry} 是 {yours}，而梯度的这个元素是 {truth}。",
    "huge": "大于 1e300 的数",
    # Follow-through
    "right-step": "由你的 {asked} = {yours} 推出的这一步是对的（它应为 {truth}）。",
    "right-step-rounded": "由你四舍五入过的 {asked} = {yours} 推出的这一步是对的。中间步骤请多保留几位。",
    "right-step-array": "由你的 {asked} 推出的这一步是对的，但它本身就错了。",
    "right-step-formula": "由你给出的 {asked} 的公式推出的这一步是对的，但那个公式本身就错了。",
}
