import torch
from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer

from prompt import build

model = AutoPeftModelForCausalLM.from_pretrained("adapter").eval()
tokenizer = AutoTokenizer.from_pretrained(model.peft_config["default"].base_model_name_or_path)
while True:
    ids = tokenizer(build({"instruction": input("> ")}), return_tensors="pt").input_ids
    with torch.inference_mode():
        print(tokenizer.decode(model.generate(input_ids=ids, max_new_tokens=150)[0, ids.shape[1]:]))
