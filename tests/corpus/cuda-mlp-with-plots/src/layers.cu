#include "layers.cuh"
#include <curand.h>

__global__ void matmul(const float* a, const float* b, float* c, int n, int k, int m) {
  int i = blockIdx.y * blockDim.y + threadIdx.y, j = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || j >= m) return;
  float s = 0;
  for (int t = 0; t < k; ++t) s += a[i * k + t] * b[t * m + j];
  c[i * m + j] = s;
}

__global__ void sgd(float* w, const float* g, float lr, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) w[i] -= lr * g[i];
}

void Dense::step(float lr) { sgd<<<(in * out + 255) / 256, 256>>>(w, dw, lr, in * out); }
