import re

SKILLS = ["keras", "tensorflow", "pytorch", "scikit-learn", "xgboost", "spark", "sql"]


class SkillPipeline:
    def open_spider(self, spider):
        self.patterns = {s: re.compile(r"\b%s\b" % re.escape(s), re.I) for s in SKILLS}

    def process_item(self, item, spider):
        item["skills"] = [s for s, p in self.patterns.items() if p.search(item["text"])]
        return item
