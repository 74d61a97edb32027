import gradio as gr
from transformers import pipeline

tagger = pipeline("token-classification", model="model/", aggregation_strategy="simple")


def tag(text):
    return {"text": text, "entities": [{"entity": e["entity_group"], "start": e["start"], "end": e["end"]}
                                       for e in tagger(text)]}


demo = gr.Interface(tag, gr.Textbox(placeholder="2 cups of flour"), gr.HighlightedText())

if __name__ == "__main__":
    demo.launch()
