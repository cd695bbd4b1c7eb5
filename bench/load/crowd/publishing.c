// Publishing: templates filled, at a rate or with so many in flight, and the answers to them.
#include "crowd.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RING (1 << 20)

struct publishing pub;
static double sent_at[RING];
// The time that all vehicles say in this round, in epoch milliseconds, and the round.
static double told_ms;
static long long told_round = -1;

// Rises by a millisecond with each message of a vehicle, and stays as far behind the clock as it may: one vehicle sends
// thousands a second. Further behind, and a server takes it for one that had been silent.
static double time_of_round(void) {
  struct timespec wall;
  long long round = pub.sequence / pub.vehicles;
  if (round == told_round) return told_ms;
  clock_gettime(CLOCK_REALTIME, &wall);
  double behind = (double)wall.tv_sec * 1000 + (double)(wall.tv_nsec / 1000000) - 100e3;
  told_round = round;
  told_ms = behind > told_ms ? behind : told_ms + 1;
  return told_ms;
}

// Degrees from where a vehicle began: to and fro by its own time, eight seconds each way, as fast as it says.
static double driven(void) {
  double seconds = time_of_round() / 1000;
  double since = seconds - 16 * (double)((long long)(seconds / 16));
  return (since < 8 ? since : 16 - since) * 7.5e-5;
}

// Writes the template with its places filled; returns the length. After `{next}` it is the next vehicle's turn.
static size_t fill(char *out, size_t room, const char *from, double moment) {
  size_t n = 0;
  long long v = pub.sequence % pub.vehicles;
  double whole = moment - (double)((long long)(moment / 10000)) * 10000;
  for (; *from != '\0' && n + 40 < room; from++) {
    const char *end = *from == '{' ? strchr(from, '}') : NULL;
    size_t name = end == NULL ? 0 : (size_t)(end - from) - 1;
    char *at = out + n;
    int wrote = -1;
    if (name == 4 && strncmp(from + 1, "next", 4) == 0) {
      v = ++pub.sequence % pub.vehicles;
      wrote = 0;
    } else if (name == 1 && from[1] == 'v') wrote = sprintf(at, "%lld", v);
    else if (name == 2 && strncmp(from + 1, "id", 2) == 0) wrote = sprintf(at, "%lld", pub.sequence);
    else if (name == 2 && strncmp(from + 1, "ms", 2) == 0)
      wrote = sprintf(at, "%.0f", time_of_round());
    else if (name == 3 && strncmp(from + 1, "now", 3) == 0) wrote = sprintf(at, "%.6f", whole);
    else if (name == 3 && strncmp(from + 1, "lat", 3) == 0)
      wrote = sprintf(at, "%.7f", 52 + (double)(v / pub.columns) * 0.01 + driven());
    else if (name == 3 && strncmp(from + 1, "lng", 3) == 0)
      wrote = sprintf(at, "%.7f", -9 + (double)(v % pub.columns) * 0.01 + driven());
    if (wrote >= 0) {
      n += (size_t)wrote;
      from = end;
    } else out[n++] = *from;
  }
  return n;
}

static void publish_by(struct conn *c) {
  char text[65536], path[512];
  double moment = now();
  long long first = pub.sequence;
  size_t n = fill(text, sizeof text, pub.template_text, moment);
  if (c->proto == HTTP) path[fill(path, sizeof path - 1, c->path, moment)] = '\0';
  sent_at[first & (RING - 1)] = moment;
  pub.sent++;
  pub.outstanding++;
  c->in_flight++;
  if (c->proto == HTTP) send_http(c, path, text, n);
  else say(c, text, n);
  pub.sequence++;
}

void answered(long long id) {
  pub.acked++;
  pub.outstanding--;
  if (id >= 0 && sent_at[id & (RING - 1)] > 0) note(&answer, now() - sent_at[id & (RING - 1)]);
}

static void answer_publishing(void) {
  double took = pub.until - pub.since;
  pub.active = 0;
  free(pub.template_text);
  printf("{\"re\":\"publish\",\"sent\":%lld,\"acked\":%lld,\"seconds\":%.4f,\"received\":%lld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f,"
         "\"ackP50\":%.3f,\"ackP99\":%.3f}\n",
         pub.sent, pub.acked, took, arrival.total, quantile(&arrival, 0.5), quantile(&arrival, 0.99), arrival.max * 1000,
         quantile(&answer, 0.5), quantile(&answer, 0.99));
  fflush(stdout);
}

// Sends what is due. By rate: as many as the clock asks for; else as many as may be out.
void publish_some(void) {
  double t = now();
  if (t >= pub.until) {
    if (pub.outstanding <= 0 || t >= pub.grace_until) answer_publishing();
    return;
  }
  for (int burst = 0; burst < 4096; burst++) {
    if (pub.by_rate && (double)pub.sent >= (t - pub.since) * pub.rate) return;
    struct conn *c = NULL;
    for (int tried = 0; tried < pub.member_count && c == NULL; tried++) {
      struct conn *next = conns[pub.members[pub.next_member]];
      pub.next_member = (pub.next_member + 1) % pub.member_count;
      if (next->phase == READY && (pub.by_rate || next->in_flight < pub.outstanding_limit)) c = next;
    }
    if (c == NULL) return;
    publish_by(c);
  }
}

void begin_publishing(char *arguments) {
  char how[16];
  double amount, seconds;
  int used = 0;
  if (sscanf(arguments, "%23s %d %d %lf %15s %lf %n", pub.group, &pub.vehicles, &pub.columns, &seconds, how, &amount, &used) != 6)
    die("publish");
  pub.by_rate = strcmp(how, "rate") == 0;
  pub.rate = amount;
  pub.outstanding_limit = (int)amount;
  pub.template_text = strdup(arguments + used);
  pub.member_count = pub.next_member = 0;
  for (int k = 0; k < conn_count && pub.member_count < 4096; k++)
    if (strcmp(conns[k]->group, pub.group) == 0) pub.members[pub.member_count++] = k;
  if (pub.member_count == 0) die("nobody in the group publishes");
  pub.sent = pub.acked = pub.outstanding = 0;
  for (int k = 0; k < pub.member_count; k++) conns[pub.members[k]]->in_flight = 0;
  memset(&arrival, 0, sizeof arrival);
  memset(&answer, 0, sizeof answer);
  pub.since = now();
  pub.until = pub.since + seconds;
  pub.grace_until = pub.until + 10;
  pub.active = 1;
}
