import evaluate
from datasets import load_dataset
from transformers import pipeline

summarizer = pipeline("summarization", model="t5-small")
test = load_dataset("samsum", split="test[:200]")
preds = [s["summary_text"] for s in summarizer(test["dialogue"], truncation=True, max_length=96)]
print(evaluate.load("rouge").compute(predictions=preds, references=test["summary"]))
