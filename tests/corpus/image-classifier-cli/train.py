import argparse

import torch
from torch import nn, optim

import functions_model
import functions_data

parser = argparse.ArgumentParser(description='Trains a neural network on a folder of images')
parser.add_argument('data_directory', nargs='?', default='flowers', help='folder with train, valid and test')
parser.add_argument('--save_dir', default='.', help='where the checkpoint is saved')
parser.add_argument('--arch', default='vgg16', choices=['vgg13', 'vgg16', 'densenet121'])
parser.add_argument('--learning_rate', type=float, default=0.001)
parser.add_argument('--hidden_units', type=int, default=512)
parser.add_argument('--epochs', type=int, default=5)
parser.add_argument('--gpu', action='store_true')
args = parser.parse_args()

device = torch.device('cuda' if args.gpu and torch.cuda.is_available() else 'cpu')

trainloader, validloader, testloader, class_to_idx = functions_data.load(args.data_directory)
model = functions_model.build(args.arch, args.hidden_units, len(class_to_idx))
model.to(device)

criterion = nn.NLLLoss()
optimizer = optim.Adam(model.classifier.parameters(), lr=args.learning_rate)

steps = 0
running_loss = 0
print_every = 20
for epoch in range(args.epochs):
    for inputs, labels in trainloader:
        steps += 1
        inputs, labels = inputs.to(device), labels.to(device)

        optimizer.zero_grad()
        logps = model.forward(inputs)
        loss = criterion(logps, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()

        if steps % print_every == 0:
            valid_loss, accuracy = functions_model.validation(model, validloader, criterion, device)
            print(f"Epoch {epoch+1}/{args.epochs}.. "
                  f"Train loss: {running_loss/print_every:.3f}.. "
                  f"Valid loss: {valid_loss:.3f}.. "
                  f"Valid accuracy: {accuracy:.3f}")
            running_loss = 0
            model.train()

test_loss, accuracy = functions_model.validation(model, testloader, criterion, device)
print(f"Test accuracy: {accuracy:.3f}")
functions_model.save(model, args.arch, args.hidden_units, class_to_idx, args.save_dir)
