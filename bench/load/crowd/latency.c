// How long updates and answers took.
#include "crowd.h"
#include <string.h>

struct latency arrival, answer;
struct totals totals;

// Latencies, in microseconds, in buckets of about 3 %.
void note(struct latency *l, double seconds) {
  unsigned long long us = seconds <= 0 ? 0 : (unsigned long long)(seconds * 1e6);
  int power = us < 32 ? 0 : 63 - __builtin_clzll(us) - 4;
  int bucket = power * 32 + (int)((us >> power) & 31);
  if (bucket >= BUCKETS) bucket = BUCKETS - 1;
  l->counts[bucket]++;
  l->total++;
  if (seconds > l->max) l->max = seconds;
}

double quantile(const struct latency *l, double q) {
  long long wanted = (long long)((double)l->total * q), seen = 0;
  for (int b = 0; b < BUCKETS; b++) {
    seen += l->counts[b];
    if (seen > wanted) return (double)((unsigned long long)(b % 32) << (b / 32)) / 1000.0;
  }
  return l->max * 1000;
}

// Every `"altitude":` of an event is an update; its number is the moment of sending.
void event(struct conn *c, const unsigned char *at, size_t length) {
  totals.frames++;
  totals.bytes += (long long)length;
  if (!c->sampled) return;
  totals.sampled_bytes += (long long)length;
  const unsigned char *end = at + length;
  double moment = 0;
  while (at < end) {
    at = memmem(at, (size_t)(end - at), "\"altitude\":", 11);
    if (at == NULL) break;
    at += 11;
    totals.updates++;
    double value = 0, unit = 1;
    for (; at < end && ((*at >= '0' && *at <= '9') || *at == '.'); at++) {
      if (*at == '.') unit = 0.1;
      else if (unit == 1) value = value * 10 + (*at - '0');
      else {
        value += unit * (*at - '0');
        unit /= 10;
      }
    }
    if (moment == 0) moment = now();
    double t = moment - (double)((long long)(moment / 10000)) * 10000, took = t - value;
    if (took < -5000) took += 10000;
    if (took >= 0 && took < 600) note(&arrival, took);
  }
}

long long number_after(const unsigned char *at, const unsigned char *end) {
  long long n = -1;
  for (; at < end && *at >= '0' && *at <= '9'; at++) n = (n < 0 ? 0 : n * 10) + (*at - '0');
  return n;
}
