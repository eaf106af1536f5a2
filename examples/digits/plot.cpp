#include "plot.h"

#include "canvas.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace digits {
namespace {

constexpr Colour kWhite{255, 255, 255}, kInk{40, 44, 52}, kFaint{226, 229, 234}, kGrey{110, 116, 126};
constexpr Colour kTrain{31, 119, 180}, kHeldOut{230, 126, 34}, kWrong{192, 57, 43};

struct Box {
  double left, top, width, height;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

std::string format(const char *pattern, double value) {
  char text[48];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

// The loss over the epochs, with a logarithmic axis: losses fall by orders of magnitude.
class LossChart {
public:
  LossChart(Canvas &canvas, const Box &box, const History &history)
      : canvas_(canvas), box_(box), history_(history) {
    double smallest = 1e9, largest = 0;
    for (const auto *curve : {&history.train, &history.held_out})
      for (const Evaluation &epoch : *curve) {
        smallest = std::min(smallest, std::max(epoch.loss, 1e-6));
        largest = std::max(largest, epoch.loss);
      }
    low_ = std::floor(std::log10(smallest));
    high_ = std::max(std::ceil(std::log10(std::max(largest, 1e-6))), low_ + 1);
  }

  void draw() {
    draw_axes();
    draw_curve(history_.train, kTrain);
    draw_curve(history_.held_out, kHeldOut);
    draw_legend("training", kTrain, 0);
    draw_legend("held out", kHeldOut, 1);
  }

private:
  double x_of(int epoch) const {
    const int epochs = static_cast<int>(history_.train.size());
    return box_.left + box_.width * (epochs > 1 ? double(epoch - 1) / (epochs - 1) : 0.5);
  }
  double y_of(double loss) const {
    return box_.bottom() - box_.height * (std::log10(std::max(loss, 1e-6)) - low_) / (high_ - low_);
  }

  void draw_axes() {
    for (double power = low_; power < high_; ++power)
      for (int digit = 1; digit < 10; ++digit) {
        const double loss = digit * std::pow(10.0, power), y = y_of(loss);
        canvas_.rectangle(box_.left, y, box_.width, 1, digit == 1 ? mix(kFaint, kGrey, 0.3) : kFaint);
        if (digit == 1 || digit == 3)
          canvas_.text({box_.left - 10, y}, format("%.3g", loss), 2, Align::right, kGrey);
      }
    canvas_.text({box_.left - 10, box_.top}, format("%.3g", std::pow(10.0, high_)), 2, Align::right, kGrey);
    for (int epoch : epoch_ticks()) {
      canvas_.rectangle(x_of(epoch), box_.bottom(), 1, 7, kInk);
      canvas_.text({x_of(epoch), box_.bottom() + 18}, std::to_string(epoch), 2, Align::centre, kGrey);
    }
    canvas_.rectangle(box_.left, box_.top, 2, box_.height, kInk);
    canvas_.rectangle(box_.left, box_.bottom(), box_.width, 2, kInk);
    canvas_.text({box_.left + box_.width / 2, box_.bottom() + 46}, "epoch", 2, Align::centre, kInk);
    canvas_.text({box_.left - 78, box_.top + box_.height / 2}, "cross-entropy", 2, Align::centre, kInk, true);
  }

  // The first and the last epoch, and round numbers between them.
  std::vector<int> epoch_ticks() const {
    const int epochs = static_cast<int>(history_.train.size());
    const int step = round_step(epochs / 8);
    std::vector<int> ticks{1};
    for (int epoch = step; epoch <= epochs - step / 2; epoch += step)
      if (epoch > 1 + step / 2)
        ticks.push_back(epoch);
    if (ticks.back() != epochs)
      ticks.push_back(epochs);
    return ticks;
  }

  // The smallest of 1, 2, 5, 10, 20, 50 ... that is not below `least`.
  static int round_step(int least) {
    for (int power = 1;; power *= 10)
      for (int digit : {1, 2, 5})
        if (digit * power >= least)
          return digit * power;
  }

  void draw_curve(const std::vector<Evaluation> &curve, Colour colour) {
    for (size_t i = 0; i < curve.size(); ++i) {
      const Point here{x_of(int(i) + 1), y_of(curve[i].loss)};
      canvas_.line(i ? Point{x_of(int(i)), y_of(curve[i - 1].loss)} : here, here, 3, colour);
    }
  }

  void draw_legend(const std::string &name, Colour colour, int row) {
    const double y = box_.top + 18 + 24 * row;
    canvas_.line({box_.right() - 150, y}, {box_.right() - 116, y}, 4, colour);
    canvas_.text({box_.right() - 106, y}, name, 2, Align::left, kInk);
  }

  Canvas &canvas_;
  const Box box_;
  const History &history_;
  double low_, high_; // powers of ten
};

// Cells shaded by the share of their label: right answers blue, wrong ones red.
void draw_confusion(Canvas &canvas, const Box &box, const Confusion &confusion) {
  const double cell = box.width / kClasses;
  for (int label = 0; label < kClasses; ++label) {
    int total = 0;
    for (int count : confusion[label])
      total += count;
    for (int answer = 0; answer < kClasses; ++answer) {
      const int count = confusion[label][answer];
      const double share = total ? double(count) / total : 0;
      // Roots, so that single mistakes can be seen.
      const double shade = label == answer ? share : std::sqrt(share);
      const double left = box.left + answer * cell, top = box.top + label * cell;
      canvas.rectangle(left + 1, top + 1, cell - 2, cell - 2,
                       count ? mix(kWhite, label == answer ? kTrain : kWrong, 0.15 + 0.85 * shade)
                             : mix(kWhite, kFaint, 0.5));
      if (count)
        canvas.text({left + cell / 2, top + cell / 2}, std::to_string(count), 2, Align::centre,
                    shade > 0.45 ? kWhite : kInk);
    }
    canvas.text({box.left - 14, box.top + (label + 0.5) * cell}, std::to_string(label), 2, Align::centre,
                kInk);
    canvas.text({box.left + (label + 0.5) * cell, box.bottom() + 16}, std::to_string(label), 2, Align::centre,
                kInk);
  }
  canvas.text({box.left + box.width / 2, box.bottom() + 46}, "answer", 2, Align::centre, kInk);
  canvas.text({box.left - 44, box.top + box.height / 2}, "label", 2, Align::centre, kInk, true);
}

} // namespace

bool draw(const History &history, const std::string &path) {
  Canvas canvas(1280, 600, kWhite);
  const Box loss{110, 80, 560, 430}, matrix{800, 80, 430, 430};
  const Evaluation &last = history.last();
  canvas.text({loss.left, 40}, "Loss", 3, Align::left, kInk);
  canvas.text({matrix.left, 40}, "Held out: " + format("%.2f%%", last.accuracy * 100) + " right", 3,
              Align::left, kInk);
  LossChart(canvas, loss, history).draw();
  draw_confusion(canvas, matrix, last.confusion);
  return canvas.write(path);
}

} // namespace digits
