#!/bin/bash
export WANDB_DISABLED=true
python run_summarization.py \
    --output_dir outputs/t5-samsum \
    --num_train_epochs 3 \
    --per_device_train_batch_size 8 \
    --learning_rate 3e-4 \
    --predict_with_generate
