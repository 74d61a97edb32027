module Digits

using Flux

export lenet, accuracy

lenet() = Chain(
    Conv((5, 5), 1 => 6, relu), MaxPool((2, 2)),
    Conv((5, 5), 6 => 16, relu), MaxPool((2, 2)),
    Flux.flatten, Dense(256 => 120, relu), Dense(120 => 84, relu), Dense(84 => 10))

accuracy(model, x, y) = sum(Flux.onecold(model(x)) .== Flux.onecold(y)) / size(y, 2)

end
