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
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum proto { SOCKETIO, WEBSOCKET, SSE, MQTT, NATS, HTTP };
enum phase { CLOSED, CONNECTING, HANDSHAKE, JOINING, READY };
static const char *const proto_names[] = {"socketio", "websocket", "sse", "mqtt", "nats", "http"};

struct conn {
  int fd;
  enum proto proto;
  enum phase phase;
  int acks_needed, acks_missing, in_flight, tries;
  int paused, sampled, number;
  char group[24], local[16];
  char *path, *text;      // text: what it says when it is open, lines
  char *rest, *unsent;    // a part of a frame; what the socket did not take
  size_t rest_len, unsent_len;
};

#define READ_BYTES (1 << 20)
#define RING (1 << 20)
#define BUCKETS (64 * 32)

static struct conn **conns;
static int conn_count, conn_room, epoll_fd, timer_fd;
static struct sockaddr_in server;
static char host_name[96];
static unsigned char input[READ_BYTES * 2 + 1];
static double sent_at[RING];
static long long frames, bytes, updates, acks, refused, closed_by_server;
static long long sampled_bytes, all_event_bytes;
static int open_count;

struct latency { long long counts[BUCKETS], total; double max; };
static struct latency arrival, answer;

// The opening under way.
static int next_to_open, opening, parallel, to_open, opened, failed;
static double opening_since;

// The publishing under way.
static struct {
  int active, vehicles, columns, by_rate, outstanding_limit;
  double rate, since, until, grace_until;
  char group[24], *template_text;
  int members[4096], member_count, next_member;
  long long sent, acked, outstanding;
} pub;
static long long sequence;
static double base_ms;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what) {
  fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void *grown(void *old, size_t size) {
  void *p = realloc(old, size);
  if (p == NULL && size > 0) die("memory");
  return p;
}

// Latencies, in microseconds, in buckets of about 3 %.
static void note(struct latency *l, double seconds) {
  unsigned long long us = seconds <= 0 ? 0 : (unsigned long long)(seconds * 1e6);
  int power = us < 32 ? 0 : 63 - __builtin_clzll(us) - 4;
  int bucket = power * 32 + (int)((us >> power) & 31);
  if (bucket >= BUCKETS) bucket = BUCKETS - 1;
  l->counts[bucket]++;
  l->total++;
  if (seconds > l->max) l->max = seconds;
}

static double quantile(const struct latency *l, double q) {
  long long wanted = (long long)((double)l->total * q), seen = 0;
  for (int b = 0; b < BUCKETS; b++) {
    seen += l->counts[b];
    if (seen > wanted) return (double)((unsigned long long)(b % 32) << (b / 32)) / 1000.0;
  }
  return l->max * 1000;
}

static void watch(struct conn *c, int op) {
  struct epoll_event e = {.data.ptr = c};
  e.events = (c->paused ? 0 : EPOLLIN) | (c->phase == CONNECTING || c->unsent_len > 0 ? EPOLLOUT : 0);
  if (epoll_ctl(epoll_fd, op, c->fd, &e) != 0) die("epoll_ctl");
}

static void answer_opening(void);
static void open_some(void);

static void forget_buffers(struct conn *c) {
  free(c->rest);
  free(c->unsent);
  c->rest = c->unsent = NULL;
  c->rest_len = c->unsent_len = 0;
}

static void shut(struct conn *c, int by_server) {
  if (c->fd < 0) return;
  close(c->fd);
  c->fd = -1;
  forget_buffers(c);
  if (c->phase == READY) open_count--;
  int was_opening = c->phase != READY && c->phase != CLOSED;
  c->phase = CLOSED;
  pub.outstanding -= c->in_flight;
  c->in_flight = 0;
  if (by_server) closed_by_server++;
  if (was_opening) {
    opening--;
    failed++;
  }
}

static void send_bytes(struct conn *c, const void *data, size_t length) {
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

// A masked frame whose mask is zero: valid, and the payload stays as it is.
static void send_websocket_text(struct conn *c, const char *text, size_t length) {
  unsigned char frame[65536];
  size_t head = length < 126 ? 2 : 4;
  if (length > sizeof frame - 8) die("a text is too long");
  frame[0] = 0x81;
  if (head == 2) frame[1] = (unsigned char)(0x80 | length);
  else {
    frame[1] = 0xfe;
    frame[2] = (unsigned char)(length >> 8);
    frame[3] = (unsigned char)length;
  }
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, text, length);
  send_bytes(c, frame, head + 4 + length);
}

// `CONNECT`, `SUB topic`, `PUB topic payload` as MQTT 3.1.1 packets; publishing with QoS 1.
static void send_mqtt(struct conn *c, const char *text, size_t length) {
  unsigned char body[4096], packet[4200];
  size_t n = 0;
  unsigned char type;
  if (strncmp(text, "CONNECT", 7) == 0) {
    char id[32];
    int id_len = snprintf(id, sizeof id, "crowd-%d-%d", (int)getpid(), c->number);
    static const unsigned char fixed[] = {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0};
    type = 0x10;
    memcpy(body, fixed, sizeof fixed);
    n = sizeof fixed;
    body[n++] = 0;
    body[n++] = (unsigned char)id_len;
    memcpy(body + n, id, (size_t)id_len);
    n += (size_t)id_len;
  } else {
    int publishing = text[0] == 'P';
    const char *topic = text + 4, *end = memchr(topic, ' ', length - 4);
    size_t topic_len = publishing && end != NULL ? (size_t)(end - topic) : length - 4;
    type = publishing ? 0x32 : 0x82;
    if (length > sizeof body - 16) die("a text is too long");
    if (!publishing) {
      body[n++] = 0;
      body[n++] = 1;
    }
    body[n++] = (unsigned char)(topic_len >> 8);
    body[n++] = (unsigned char)topic_len;
    memcpy(body + n, topic, topic_len);
    n += topic_len;
    if (publishing) {
      unsigned id = (unsigned)(sequence % 65000) + 1;
      body[n++] = (unsigned char)(id >> 8);
      body[n++] = (unsigned char)id;
      memcpy(body + n, topic + topic_len + 1, length - 5 - topic_len);
      n += length - 5 - topic_len;
    } else body[n++] = 0;
  }
  size_t head = 0;
  packet[head++] = type;
  size_t left = n;
  do {
    packet[head++] = (unsigned char)((left & 127) | (left > 127 ? 128 : 0));
    left >>= 7;
  } while (left > 0);
  memcpy(packet + head, body, n);
  send_bytes(c, packet, head + n);
}

// `SUB topic` and `PUB topic payload`; a PING behind each, whose PONG is the ack.
static void send_nats(struct conn *c, const char *text, size_t length) {
  char line[8192];
  int n;
  if (strncmp(text, "PUB ", 4) == 0) {
    const char *end = memchr(text + 4, ' ', length - 4);
    if (end == NULL) die("PUB without payload");
    int payload = (int)(text + length - end - 1);
    n = snprintf(line, sizeof line, "%.*s %d\r\n%.*s\r\nPING\r\n", (int)(end - text), text, payload, payload, end + 1);
  } else if (strncmp(text, "SUB ", 4) == 0) {
    static long sid;
    n = snprintf(line, sizeof line, "%.*s %ld\r\nPING\r\n", (int)length, text, ++sid);
  } else n = snprintf(line, sizeof line, "%.*s\r\n", (int)length, text);
  send_bytes(c, line, (size_t)n);
}

// A POST; the connection's first text holds its headers, the path may name the vehicle.
static void send_http(struct conn *c, const char *path, const char *text, size_t length) {
  char request[16384];
  int n = snprintf(request, sizeof request,
                   "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s%sContent-Length: %zu\r\n\r\n%.*s", path,
                   host_name, c->text == NULL ? "" : c->text, c->text == NULL ? "" : "\r\n", length, (int)length, text);
  if (n >= (int)sizeof request) die("a request is too long");
  send_bytes(c, request, (size_t)n);
}

static void say(struct conn *c, const char *text, size_t length) {
  switch (c->proto) {
    case SOCKETIO:
    case WEBSOCKET: send_websocket_text(c, text, length); break;
    case MQTT: send_mqtt(c, text, length); break;
    case NATS: send_nats(c, text, length); break;
    default: break;
  }
}

static void say_all(struct conn *c) {
  const char *at = c->text;
  if (c->proto == HTTP || c->proto == SSE) at = NULL;
  while (at != NULL && *at != '\0' && c->fd >= 0) {
    const char *end = strchrnul(at, '\n');
    say(c, at, (size_t)(end - at));
    at = *end == '\0' ? NULL : end + 1;
  }
}

static void ready(struct conn *c) {
  c->phase = READY;
  open_count++;
  opening--;
  opened++;
}

static void joined(struct conn *c) {
  c->phase = JOINING;
  c->acks_missing = c->acks_needed;
  say_all(c);
  if (c->fd >= 0 && c->acks_missing == 0) ready(c);
}

static void acknowledged(struct conn *c, long long id) {
  if (c->phase == JOINING) {
    if (--c->acks_missing == 0) ready(c);
    return;
  }
  acks++;
  c->in_flight--;
  pub.acked++;
  pub.outstanding--;
  if (id >= 0 && sent_at[id & (RING - 1)] > 0) note(&answer, now() - sent_at[id & (RING - 1)]);
}

// Every `"altitude":` of an event is an update; its number is the moment of sending.
static void event(struct conn *c, const unsigned char *at, size_t length) {
  frames++;
  bytes += (long long)length;
  if (!c->sampled) {
    all_event_bytes += (long long)length;
    return;
  }
  sampled_bytes += (long long)length;
  all_event_bytes += (long long)length;
  const unsigned char *end = at + length;
  double moment = 0;
  while (at < end) {
    at = memmem(at, (size_t)(end - at), "\"altitude\":", 11);
    if (at == NULL) break;
    at += 11;
    updates++;
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

static long long number_after(const unsigned char *at, const unsigned char *end) {
  long long n = -1;
  for (; at < end && *at >= '0' && *at <= '9'; at++) n = (n < 0 ? 0 : n * 10) + (*at - '0');
  return n;
}

static void complain(const unsigned char *text, size_t length) {
  if (refused++ < 3) fprintf(stderr, "crowd: refused: %.*s\n", (int)(length > 300 ? 300 : length), (const char *)text);
}

static void socketio_packet(struct conn *c, const unsigned char *p, size_t n) {
  if (n == 0) return;
  if (p[0] == '0') {
    // The first text is the namespace's CONNECT packet, the rest follows once it is answered.
    const char *end = strchrnul(c->text, '\n');
    send_websocket_text(c, c->text, (size_t)(end - c->text));
  } else if (p[0] == '2') send_websocket_text(c, "3", 1);
  else if (p[0] != '4' || n < 2) return;
  else if (p[1] == '2') event(c, p, n);
  else if (p[1] == '3') {
    if (memmem(p, n < 200 ? n : 200, "\"ok\":true", 9) == NULL) complain(p, n);
    acknowledged(c, number_after(p + 2, p + n));
  } else if (p[1] == '0' && c->phase == HANDSHAKE) {
    char *all = c->text, *rest = strchr(c->text, '\n');
    c->text = rest == NULL ? NULL : rest + 1;
    joined(c);
    c->text = all;
  } else if (p[1] == '4') complain(p, n);
}

static void websocket_message(struct conn *c, const unsigned char *p, size_t n) {
  static const char ack[] = "{\"type\":\"ack\"";
  if (n < sizeof ack || memcmp(p, ack, sizeof ack - 1) != 0) return event(c, p, n);
  if (memmem(p, n, "\"ok\":true", 9) == NULL) complain(p, n);
  const unsigned char *id = memmem(p, n, "\"id\":", 5);
  acknowledged(c, id == NULL ? -1 : number_after(id + 5, p + n));
}

// Takes one frame at the front of the input; returns its length, 0 when it is not whole yet.
static size_t take_websocket(struct conn *c, const unsigned char *p, size_t n) {
  if (n < 2) return 0;
  size_t head = 2, length = p[1] & 127;
  if (length == 126) {
    if (n < 4) return 0;
    head = 4;
    length = (size_t)p[2] << 8 | p[3];
  } else if (length == 127) {
    if (n < 10) return 0;
    head = 10;
    length = 0;
    for (int k = 2; k < 10; k++) length = length << 8 | p[k];
  }
  if (n < head + length) return 0;
  int opcode = p[0] & 15;
  if (opcode == 1 && c->proto == SOCKETIO) socketio_packet(c, p + head, length);
  else if (opcode == 1) websocket_message(c, p + head, length);
  else if (opcode == 9) {
    unsigned char pong[6] = {0x8a, 0x80, 0, 0, 0, 0};
    send_bytes(c, pong, sizeof pong);
  } else if (opcode == 8) shut(c, 1);
  return head + length;
}

static size_t take_mqtt(struct conn *c, const unsigned char *p, size_t n) {
  size_t head = 1, length = 0;
  for (int shift = 0;; shift += 7) {
    if (head >= n) return 0;
    length |= (size_t)(p[head] & 127) << shift;
    if ((p[head++] & 128) == 0) break;
  }
  if (n < head + length) return 0;
  int type = p[0] >> 4;
  if (type == 3) event(c, p + head, length);
  else if (type == 4 || type == 9) acknowledged(c, -1);
  return head + length;
}

static size_t take_nats(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n", 2);
  if (end == NULL) return 0;
  size_t line = (size_t)(end - p) + 2;
  if (p[0] == 'M') {
    const unsigned char *space = memrchr(p, ' ', line);
    size_t length = (size_t)number_after(space + 1, end);
    if (n < line + length + 2) return 0;
    event(c, end + 2, length);
    return line + length + 2;
  }
  if (memcmp(p, "PONG", 4) == 0) acknowledged(c, -1);
  else if (memcmp(p, "PING", 4) == 0) send_bytes(c, "PONG\r\n", 6);
  else if (p[0] == '-') complain(p, line);
  return line;
}

static size_t take_http(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - p) + 4, length = 0;
  char *field = strcasestr((const char *)p, "content-length:");
  if (field != NULL && (unsigned char *)field < end) length = (size_t)atoll(field + 15);
  if (n < head + length) return 0;
  if (p[9] != '2') complain(p, head + length);
  acknowledged(c, -1);
  return head + length;
}

// Chunk lengths are left in: an event is what begins with `data:` on its line and ends with an empty one.
static size_t take_sse(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\n\n", 2);
  if (end == NULL) return 0;
  size_t length = (size_t)(end - p) + 2;
  if (memmem(p, length, "data: {", 7) != NULL) event(c, p, length);
  return length;
}

static size_t take_upgrade(struct conn *c, const unsigned char *p, size_t n) {
  const unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  int wanted = c->proto == SSE ? memcmp(p, "HTTP/1.1 200", 12) : memcmp(p, "HTTP/1.1 101", 12);
  if (wanted != 0) {
    complain(p, n);
    shut(c, 1);
  } else if (c->proto != SOCKETIO) joined(c);
  return (size_t)(end - p) + 4;
}

static size_t take(struct conn *c, const unsigned char *p, size_t n) {
  // Socket.IO goes on with its own handshake in the same phase, told apart by the first byte of a frame.
  if (c->phase == HANDSHAKE && n > 0 && p[0] == 'H') return take_upgrade(c, p, n);
  switch (c->proto) {
    case MQTT: return take_mqtt(c, p, n);
    case NATS: return take_nats(c, p, n);
    case SSE: return take_sse(c, p, n);
    case HTTP: return take_http(c, p, n);
    default: return take_websocket(c, p, n);
  }
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
  char request[8192];
  int n = 0;
  if (c->proto == SOCKETIO || c->proto == WEBSOCKET)
    n = snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", c->path, host_name);
  else if (c->proto == SSE)
    n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", c->path, host_name);
  if (n >= (int)sizeof request) die("a path is too long");
  if (n > 0) send_bytes(c, request, (size_t)n);
  else joined(c);
}

static void open_some(void) {
  while (opening < parallel && next_to_open < conn_count) {
    struct conn *c = conns[next_to_open++];
    if (c->phase == CLOSED) begin(c);
  }
  if (to_open >= 0 && opening == 0 && next_to_open >= conn_count) answer_opening();
}

static void answer_opening(void) {
  to_open = -1;
  printf("{\"re\":\"open\",\"opened\":%d,\"failed\":%d,\"ms\":%.1f}\n", opened, failed, (now() - opening_since) * 1000);
  fflush(stdout);
}

// Writes the template with its places filled; returns the length.
static size_t fill(char *out, size_t room, const char *from, double moment) {
  size_t n = 0;
  long long v = sequence % pub.vehicles;
  double whole = moment - (double)((long long)(moment / 10000)) * 10000;
  for (; *from != '\0' && n + 40 < room; from++) {
    const char *end = *from == '{' ? strchr(from, '}') : NULL;
    size_t name = end == NULL ? 0 : (size_t)(end - from) - 1;
    char *at = out + n;
    int wrote = -1;
    if (name == 1 && from[1] == 'v') wrote = sprintf(at, "%lld", v);
    else if (name == 2 && strncmp(from + 1, "id", 2) == 0) wrote = sprintf(at, "%lld", sequence);
    else if (name == 2 && strncmp(from + 1, "ms", 2) == 0)
      wrote = sprintf(at, "%.0f", base_ms + (double)(sequence / pub.vehicles));
    else if (name == 3 && strncmp(from + 1, "now", 3) == 0) wrote = sprintf(at, "%.6f", whole);
    else if (name == 3 && strncmp(from + 1, "lat", 3) == 0)
      wrote = sprintf(at, "%.6f", 52 + (double)(v / pub.columns) * 0.01 + (double)(sequence % 1000) * 1e-6);
    else if (name == 3 && strncmp(from + 1, "lng", 3) == 0)
      wrote = sprintf(at, "%.6f", -9 + (double)(v % pub.columns) * 0.01 + (double)(sequence % 1000) * 1e-6);
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
  size_t n = fill(text, sizeof text, pub.template_text, moment);
  if (c->proto == HTTP) path[fill(path, sizeof path - 1, c->path, moment)] = '\0';
  sent_at[sequence & (RING - 1)] = moment;
  pub.sent++;
  pub.outstanding++;
  c->in_flight++;
  if (c->proto == HTTP) send_http(c, path, text, n);
  else say(c, text, n);
  sequence++;
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
static void publish_some(void) {
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

static struct conn *add_conn(void) {
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

static void command_publish(char *rest) {
  char how[16];
  double amount, seconds;
  int used = 0;
  if (sscanf(rest, "%23s %d %d %lf %15s %lf %n", pub.group, &pub.vehicles, &pub.columns, &seconds, how, &amount, &used) != 6)
    die("publish");
  pub.by_rate = strcmp(how, "rate") == 0;
  pub.rate = amount;
  pub.outstanding_limit = (int)amount;
  pub.template_text = strdup(rest + used);
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

static void command_totals(void) {
  // Updates are counted in the frames of sampled connections; equal frames hold equally many.
  double all = sampled_bytes == 0 ? 0 : (double)updates * (double)all_event_bytes / (double)sampled_bytes;
  printf("{\"re\":\"totals\",\"frames\":%lld,\"bytes\":%lld,\"updates\":%.0f,\"acks\":%lld,\"open\":%d,\"closed\":%lld,\"refused\":%lld,"
         "\"received\":%lld,\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f}\n",
         frames, bytes, all, acks, open_count, closed_by_server, refused, arrival.total, quantile(&arrival, 0.5),
         quantile(&arrival, 0.99), arrival.max * 1000);
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
  int port;
  if (sscanf(rest, "%63s %d %d", host, &port, &parallel) != 3) die("open");
  server.sin_family = AF_INET;
  server.sin_port = htons((unsigned short)port);
  if (inet_pton(AF_INET, host, &server.sin_addr) != 1) die("open takes an IPv4 address");
  snprintf(host_name, sizeof host_name, "%s:%d", host, port);
  opened = failed = next_to_open = 0;
  to_open = 1;
  opening_since = now();
}

static void command(char *line) {
  char *rest = strchr(line, ' ');
  if (rest != NULL) *rest++ = '\0';
  if (strcmp(line, "conn") == 0) command_conn(rest);
  else if (strcmp(line, "text") == 0) command_text(rest);
  else if (strcmp(line, "open") == 0) command_open(rest);
  else if (strcmp(line, "totals") == 0) command_totals();
  else if (strcmp(line, "publish") == 0) command_publish(rest);
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
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  base_ms = (double)wall.tv_sec * 1000 - 3600e3;
  to_open = -1;
  epoll_fd = epoll_create1(0);
  timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct itimerspec tick = {{0, 500000}, {0, 500000}};
  timerfd_settime(timer_fd, 0, &tick, NULL);
  struct epoll_event stdin_event = {.events = EPOLLIN, .data.ptr = NULL}, timer_event = {.events = EPOLLIN, .data.ptr = &timer_fd};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &stdin_event);
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, timer_fd, &timer_event);
  static struct epoll_event events[1024];
  for (;;) {
    int n = epoll_wait(epoll_fd, events, 1024, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int k = 0; k < n; k++) {
      void *who = events[k].data.ptr;
      if (who == NULL) read_commands();
      else if (who == &timer_fd) {
        unsigned long long ticks;
        if (read(timer_fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN) die("timer");
      } else {
        struct conn *c = who;
        if (c->fd < 0) continue;
        if (c->phase == CONNECTING) greet(c);
        else if (events[k].events & EPOLLOUT) send_unsent(c);
        if (c->fd >= 0 && (events[k].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && c->phase != CONNECTING) {
          if (!c->paused) receive(c);
          else if ((events[k].events & (EPOLLHUP | EPOLLERR)) != 0) shut(c, 1);
        }
      }
    }
    if (to_open >= 0) open_some();
    if (pub.active) publish_some();
  }
}
