from train import *

torch.manual_seed(0)
x_train, y_train = generate_disc_set(1000)
x_test, y_test = generate_disc_set(1000)
x_train, x_test = normalize(x_train, x_test)

errors = []
for r in range(5):
    model = Net()
    losses = train_model(model, x_train, y_train, 250, 0.1)
    errors.append(nb_errors(model, x_test, y_test) / 10)
    print('round {}: train loss {:.4f}, test error {:.2f}%'.format(r, losses[-1], errors[-1]))
print('mean test error: {:.2f}% (+- {:.2f})'.format(np.mean(errors), np.std(errors)))
# show(x_test, model(x_test).argmax(1))
