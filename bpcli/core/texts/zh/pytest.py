"""What the pytest plugin says in Chinese."""

TEXTS = {
    "files": "要收集的习题文件：从项目根文件夹算起的通配模式。",
    "not-worked-out": "这道习题无法求解，原因见 {item}。",
}
