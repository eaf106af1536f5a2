#pragma once

// The softmax of each row in [begin, end).
void softmax_loop(const float *__restrict from, float *__restrict to, int columns, int begin, int end);
