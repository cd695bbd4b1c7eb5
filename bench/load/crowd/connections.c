// Opening, reading, writing and closing of sockets.
#include "crowd.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn **conns;
int conn_count;
char host_name[96];
static int conn_room;
static struct sockaddr_in server;
static unsigned char input[READ_BYTES * 2 + 1];

// The opening under way.
static int is_opening, next_to_open, opening, parallel, opened, failed;
static double opening_since;

struct conn *add_conn(void) {
  if (conn_count == conn_room) {
    conn_room = conn_room == 0 ? 1024 : conn_room * 2;
    conns = grown(conns, (size_t)conn_room * sizeof *conns);
  }
  struct conn *c = calloc(1, sizeof *c);
  if (c == NULL) die("memory");
  c->fd = -1;
  c->number = conn_count;
  conns[conn_count++] = c;
  return c;
}

void watch(struct conn *c, int op) {
  struct epoll_event e = {.data.ptr = c};
  e.events = (c->paused ? 0 : EPOLLIN) | (c->phase == CONNECTING || c->unsent_len > 0 ? EPOLLOUT : 0);
  if (epoll_ctl(epoll_fd, op, c->fd, &e) != 0) die("epoll_ctl");
}

static void forget_buffers(struct conn *c) {
  free(c->rest);
  free(c->unsent);
  c->rest = c->unsent = NULL;
  c->rest_len = c->unsent_len = 0;
}

void shut(struct conn *c, int by_server) {
  if (c->fd < 0) return;
  close(c->fd);
  c->fd = -1;
  forget_buffers(c);
  if (c->phase == READY) totals.open--;
  int was_opening = c->phase != READY && c->phase != CLOSED;
  c->phase = CLOSED;
  pub.outstanding -= c->in_flight;
  c->in_flight = 0;
  if (by_server) totals.closed_by_server++;
  if (was_opening) {
    opening--;
    failed++;
  }
}

void send_bytes(struct conn *c, const void *data, size_t length) {
  size_t done = 0;
  if (c->unsent_len == 0) {
    ssize_t n = send(c->fd, data, length, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return shut(c, 1);
    if (n > 0) done = (size_t)n;
  }
  if (done == length) return;
  c->unsent = grown(c->unsent, c->unsent_len + length - done);
  memcpy(c->unsent + c->unsent_len, (const char *)data + done, length - done);
  c->unsent_len += length - done;
  watch(c, EPOLL_CTL_MOD);
}

static void send_unsent(struct conn *c) {
  ssize_t n = send(c->fd, c->unsent, c->unsent_len, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN) return shut(c, 1);
  if (n <= 0) return;
  memmove(c->unsent, c->unsent + n, c->unsent_len - (size_t)n);
  c->unsent_len -= (size_t)n;
  if (c->unsent_len == 0) watch(c, EPOLL_CTL_MOD);
}

static void ready(struct conn *c) {
  c->phase = READY;
  totals.open++;
  opening--;
  opened++;
}

void joined(struct conn *c) {
  c->phase = JOINING;
  c->acks_missing = c->acks_needed;
  say_all(c);
  if (c->fd >= 0 && c->acks_missing == 0) ready(c);
}

void acknowledged(struct conn *c, long long id) {
  if (c->phase == JOINING) {
    if (--c->acks_missing == 0) ready(c);
    return;
  }
  totals.acks++;
  c->in_flight--;
  answered(id);
}

static void receive(struct conn *c) {
  memcpy(input, c->rest, c->rest_len);
  ssize_t got = recv(c->fd, input + c->rest_len, READ_BYTES, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return shut(c, 1);
  size_t have = c->rest_len + (size_t)got, at = 0;
  input[have] = 0;
  while (at < have && c->fd >= 0) {
    size_t took = take(c, input + at, have - at);
    if (took == 0) break;
    at += took;
  }
  if (c->fd < 0) return;
  if (have - at >= READ_BYTES) die("a frame is too long");
  if (have - at != c->rest_len) c->rest = grown(c->rest, have - at);
  if (have == at) c->rest = NULL;
  c->rest_len = have - at;
  if (c->rest_len > 0) memcpy(c->rest, input + at, c->rest_len);
}

static void begin(struct conn *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) die("socket");
  int yes = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (c->local[0] != '-') {
    struct sockaddr_in own = {.sin_family = AF_INET};
    inet_pton(AF_INET, c->local, &own.sin_addr);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(c->fd, (struct sockaddr *)&own, sizeof own) != 0) die("bind");
  }
  c->phase = CONNECTING;
  opening++;
  if (connect(c->fd, (struct sockaddr *)&server, sizeof server) != 0 && errno != EINPROGRESS) die("connect");
  watch(c, EPOLL_CTL_ADD);
}

static void greet(struct conn *c) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return shut(c, 1);
  c->phase = HANDSHAKE;
  watch(c, EPOLL_CTL_MOD);
  send_handshake(c);
}

static void answer_opening(void) {
  is_opening = 0;
  printf("{\"re\":\"open\",\"opened\":%d,\"failed\":%d,\"ms\":%.1f}\n", opened, failed, (now() - opening_since) * 1000);
  fflush(stdout);
}

void open_some(void) {
  if (!is_opening) return;
  while (opening < parallel && next_to_open < conn_count) {
    struct conn *c = conns[next_to_open++];
    if (c->phase == CLOSED) begin(c);
  }
  if (opening == 0 && next_to_open >= conn_count) answer_opening();
}

void open_all(const char *host, int port, int at_once) {
  server.sin_family = AF_INET;
  server.sin_port = htons((unsigned short)port);
  if (inet_pton(AF_INET, host, &server.sin_addr) != 1) die("open takes an IPv4 address");
  snprintf(host_name, sizeof host_name, "%s:%d", host, port);
  opened = failed = next_to_open = 0;
  parallel = at_once;
  is_opening = 1;
  opening_since = now();
}

void handle(struct conn *c, unsigned events) {
  if (c->fd < 0) return;
  if (c->phase == CONNECTING) return greet(c);
  if (events & EPOLLOUT) send_unsent(c);
  if (c->fd < 0 || (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return;
  if (!c->paused) receive(c);
  else if (events & (EPOLLHUP | EPOLLERR)) shut(c, 1);
}
