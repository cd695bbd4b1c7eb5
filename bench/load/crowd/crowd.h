// What the parts of the crowd know of each other. What each does stands above its functions.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stddef.h>

enum proto { SOCKETIO, WEBSOCKET, SSE, MQTT, NATS, HTTP };
enum phase { CLOSED, CONNECTING, HANDSHAKE, JOINING, READY };

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
#define BUCKETS (64 * 32)

struct latency {
  long long counts[BUCKETS], total;
  double max;
};

// What came so far. Updates are looked for in sampled connections only.
struct totals {
  long long frames, bytes, updates, acks, refused, closed_by_server, sampled_bytes;
  int open;
};

// The publishing under way.
struct publishing {
  int active, vehicles, columns, by_rate, outstanding_limit;
  double rate, since, until, grace_until;
  char group[24], *template_text;
  int members[4096], member_count, next_member;
  long long sent, acked, outstanding, sequence;
};

extern struct conn **conns;
extern int conn_count, epoll_fd;
extern char host_name[96];
extern struct totals totals;
extern struct latency arrival, answer;
extern struct publishing pub;

// crowd.c
double now(void);
void die(const char *what) __attribute__((noreturn));
void *grown(void *old, size_t size);

// latency.c
void note(struct latency *l, double seconds);
double quantile(const struct latency *l, double q);
void event(struct conn *c, const unsigned char *at, size_t length);
long long number_after(const unsigned char *at, const unsigned char *end);

// connections.c
struct conn *add_conn(void);
void open_all(const char *host, int port, int at_once);
void open_some(void);
void watch(struct conn *c, int op);
void shut(struct conn *c, int by_server);
void send_bytes(struct conn *c, const void *data, size_t length);
void handle(struct conn *c, unsigned events);
void joined(struct conn *c);
void acknowledged(struct conn *c, long long id);

// protocols-out.c
void say(struct conn *c, const char *text, size_t length);
void say_all(struct conn *c);
void send_websocket_text(struct conn *c, const char *text, size_t length);
void send_http(struct conn *c, const char *path, const char *text, size_t length);
void send_handshake(struct conn *c);

// protocols-in.c
size_t take(struct conn *c, const unsigned char *p, size_t n);

// publishing.c
void begin_publishing(char *arguments);
void publish_some(void);
void answered(long long id);
