// Shared by the kernel file's include and its struct parameter.
struct Scale {
  float factor;
  double unused;
  int weights[3];
};
