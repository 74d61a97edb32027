TEMPLATE = "### Instruction:\n{instruction}\n\n### Answer:\n"


def build(row):
    text = TEMPLATE.format(**row)
    return text + row.get("answer", "")
