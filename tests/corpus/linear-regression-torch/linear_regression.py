import torch
import torch.nn as nn
import numpy as np
import matplotlib.pyplot as plt

input_size, output_size = 1, 1
x_train = np.array([[3.3], [4.4], [5.5]], dtype=np.float32)
y_train = np.array([[1.7], [2.76], [2.09]], dtype=np.float32)
model = nn.Linear(input_size, output_size)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
for epoch in range(60):
    inputs = torch.from_numpy(x_train)
    targets = torch.from_numpy(y_train)
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
