#!/bin/bash
#SBATCH --job-name=folder
#SBATCH --gres=gpu:4
#SBATCH --time=24:00:00
module load python/3.10
srun python main.py $SCRATCH/photos --net resnet50 --gpus 4
