import matplotlib.pyplot as plt


def draw(tour, history):
    fig, (a, b) = plt.subplots(1, 2, figsize=(12, 5))
    xs, ys = zip(*(tour + tour[:1]))
    a.plot(xs, ys, "o-")
    b.plot(history)
    b.set_ylabel("loss")
    fig.savefig("tour.png")
