from model import *


def train_model(model, x, y, epochs, eta, batch=100):
    criterion = nn.CrossEntropyLoss()
    opt = optim.SGD(model.parameters(), lr=eta)
    losses = []
    for e in range(epochs):
        acc_loss = 0
        for b in range(0, x.size(0), batch):
            out = model(x.narrow(0, b, batch))
            loss = criterion(out, y.narrow(0, b, batch))
            acc_loss += loss.item()
            model.zero_grad()
            loss.backward()
            opt.step()
        losses.append(acc_loss)
    return losses
