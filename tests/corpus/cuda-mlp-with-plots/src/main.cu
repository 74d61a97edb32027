#include <cstdio>
#include "layers.cuh"

int main(int argc, char** argv) {
  Dense hidden(784, 128), output(128, 10);
  for (int epoch = 0; epoch < 10; ++epoch) {
    /* forward, backward, step: see layers.cu */
    hidden.step(0.1f);
    output.step(0.1f);
    std::printf("epoch %d\n", epoch);
  }
}
