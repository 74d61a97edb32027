#pragma once

struct Dense {
  int in, out;
  float *w, *b, *dw, *db;
  Dense(int in, int out);
  ~Dense();
  void forward(const float* x, float* y, int n);
  void backward(const float* x, const float* dy, float* dx, int n);
  void step(float lr);
};
