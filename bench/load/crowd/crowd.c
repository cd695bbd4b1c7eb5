// A crowd of clients for the benchmarks: one thread, epoll, frames counted by their headers. It reads commands from
// stdin, one a line, and answers some with one line of JSON, `re` being the command. crowd.ts compiles and drives it.
//
//   conn PROTO GROUP ACKS LOCAL PATH   a connection: what it sends when it is open follows as `text …` lines; it is
//                                      ready after ACKS acks. LOCAL is its own address or `-`.
//   text …                             `\n` stands for a line break
//   open HOST PORT PARALLEL            opens all that are closed, so many at a time; answers when all are ready
//   totals                             what has come so far
//   publish GROUP VEHICLES COLUMNS SECONDS rate|inflight N TEMPLATE
//   pause|resume|drop GROUP            stop reading, read again, close without a word
//   fresh                              forgets the latencies measured so far
//
// PROTO: socketio, websocket, sse, mqtt, nats, http. In TEMPLATE {id} is the number of the message, {v} the vehicle's,
// {lat} and {lng} its place on a grid of COLUMNS, {ms} a time that rises for each vehicle, {now} the moment of sending:
// seconds of the monotonic clock modulo 10,000 with six decimals. Sent as `altitude`, it comes back in the updates and
// tells how long they took.
#include "crowd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int epoll_fd;
static const char *const proto_names[] = {"socketio", "websocket", "sse", "mqtt", "nats", "http"};

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void die(const char *what) {
  fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
  exit(1);
}

void *grown(void *old, size_t size) {
  void *p = realloc(old, size);
  if (p == NULL && size > 0) die("memory");
  return p;
}

static void command_conn(char *rest) {
  char proto[16], path[4096];
  struct conn *c = add_conn();
  if (sscanf(rest, "%15s %23s %d %15s %4095s", proto, c->group, &c->acks_needed, c->local, path) != 5) die("conn");
  int known = 0;
  for (int p = 0; p < 6; p++)
    if (strcmp(proto, proto_names[p]) == 0) {
      c->proto = (enum proto)p;
      known = 1;
    }
  if (!known) die(proto);
  c->path = strdup(path);
  c->sampled = 1;
}

static void command_text(const char *line) {
  struct conn *c = conns[conn_count - 1];
  size_t had = c->text == NULL ? 0 : strlen(c->text);
  c->text = grown(c->text, had + strlen(line) + 2);
  char *at = c->text + had;
  if (had > 0) *at++ = '\n';
  strcpy(at, line);
}

static void command_totals(void) {
  // Updates are counted in the frames of sampled connections; equal frames hold equally many.
  double all = totals.sampled_bytes == 0 ? 0 : (double)totals.updates * (double)totals.bytes / (double)totals.sampled_bytes;
  printf("{\"re\":\"totals\",\"frames\":%lld,\"bytes\":%lld,\"updates\":%.0f,\"acks\":%lld,\"open\":%d,\"closed\":%lld,"
         "\"refused\":%lld,\"received\":%lld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}\n",
         totals.frames, totals.bytes, all, totals.acks, totals.open, totals.closed_by_server, totals.refused, arrival.total,
         quantile(&arrival, 0.5), quantile(&arrival, 0.99), arrival.max * 1000);
  fflush(stdout);
}

static void command_group(const char *command, const char *group) {
  for (int k = 0; k < conn_count; k++) {
    struct conn *c = conns[k];
    if (strcmp(c->group, group) != 0 || c->fd < 0) continue;
    if (strcmp(command, "drop") == 0) {
      shut(c, 0);
      continue;
    }
    c->paused = strcmp(command, "pause") == 0;
    watch(c, EPOLL_CTL_MOD);
  }
  printf("{\"re\":\"%s\"}\n", command);
  fflush(stdout);
}

static void command_open(char *rest) {
  char host[64];
  int port, at_once;
  if (sscanf(rest, "%63s %d %d", host, &port, &at_once) != 3) die("open");
  open_all(host, port, at_once);
}

static void command(char *line) {
  char *rest = strchr(line, ' ');
  if (rest != NULL) *rest++ = '\0';
  if (strcmp(line, "conn") == 0) command_conn(rest);
  else if (strcmp(line, "text") == 0) command_text(rest);
  else if (strcmp(line, "open") == 0) command_open(rest);
  else if (strcmp(line, "totals") == 0) command_totals();
  else if (strcmp(line, "publish") == 0) begin_publishing(rest);
  else if (strcmp(line, "sample") == 0)
    for (int k = 0, every = atoi(rest); k < conn_count; k++) conns[k]->sampled = k % every == 0;
  else if (strcmp(line, "fresh") == 0) memset(&arrival, 0, sizeof arrival);
  else command_group(line, rest);
}

static void read_commands(void) {
  static char *buffer;
  static size_t have, room;
  if (room - have < 65536) buffer = grown(buffer, room = room * 2 + 131072);
  ssize_t got = read(0, buffer + have, room - have - 1);
  if (got == 0) exit(0);
  if (got < 0) return;
  have += (size_t)got;
  size_t at = 0;
  for (char *end; (end = memchr(buffer + at, '\n', have - at)) != NULL; at = (size_t)(end - buffer) + 1) {
    *end = '\0';
    command(buffer + at);
  }
  memmove(buffer, buffer + at, have - at);
  have -= at;
}

int main(void) {
  epoll_fd = epoll_create1(0);
  int timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct itimerspec tick = {{0, 500000}, {0, 500000}};
  timerfd_settime(timer_fd, 0, &tick, NULL);
  struct epoll_event on_stdin = {.events = EPOLLIN}, on_timer = {.events = EPOLLIN, .data.ptr = &timer_fd};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &on_stdin);
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &on_timer);
  static struct epoll_event events[1024];
  for (;;) {
    int n = epoll_wait(epoll_fd, events, 1024, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int k = 0; k < n; k++) {
      void *who = events[k].data.ptr;
      unsigned long long ticks;
      if (who == NULL) read_commands();
      else if (who != &timer_fd) handle(who, events[k].events);
      else if (read(timer_fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) die("timer");
    }
    open_some();
    if (pub.active) publish_some();
  }
}
