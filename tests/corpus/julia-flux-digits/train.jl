using Flux, MLDatasets, Digits

data = MNIST(:train)
x = reshape(data.features, 28, 28, 1, :)
y = Flux.onehotbatch(data.targets, 0:9)
loader = Flux.DataLoader((x, y), batchsize=128, shuffle=true)
model = lenet()
opt = Flux.setup(Adam(3e-4), model)
for epoch in 1:10
    for (xb, yb) in loader
        grads = Flux.gradient(m -> Flux.logitcrossentropy(m(xb), yb), model)
        Flux.update!(opt, model, grads[1])
    end
    println("epoch $epoch accuracy $(accuracy(model, x, y))")
end
