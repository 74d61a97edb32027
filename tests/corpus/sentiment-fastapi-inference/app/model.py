import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

NAME = "distilbert-base-uncased-finetuned-sst-2-english"


class Sentiment:
    def __init__(self, name=NAME):
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForSequenceClassification.from_pretrained(name)
        self.model.eval()

    @torch.inference_mode()
    def __call__(self, text):
        batch = self.tokenizer(text, return_tensors="pt", truncation=True)
        probs = self.model(**batch).logits.softmax(-1)[0]
        return {self.model.config.id2label[i]: round(p, 4) for i, p in enumerate(probs.tolist())}
