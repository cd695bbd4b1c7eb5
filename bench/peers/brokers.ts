import type { ForeignLaunch } from '../processes/foreign-server.ts';

const NCHAN_MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** nginx with nchan, one worker; who publishes to `/pub-all/` reaches those who follow all as well. */
export const NCHAN: ForeignLaunch = {
  program: 'nginx',
  file: NCHAN_MODULE,
  commandLine: (file) => ['-c', file],
  configuration: (port, folder) => `
load_module ${NCHAN_MODULE};
daemon off;
pid ${folder}/nginx.pid;
error_log stderr crit;
worker_processes 1;
worker_rlimit_nofile 20000;
events { worker_connections 20000; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  nchan_shared_memory_size 256m;
  nchan_message_buffer_length 10;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location ~ ^/pub/(.+)$ { nchan_publisher http; nchan_publisher_channel_id "$1"; }
    location ~ ^/pub-all/(.+)$ { nchan_publisher http; nchan_publisher_channel_id "$1" "fleet"; }
    location ~ ^/sub/(.+)$ {
      nchan_subscriber websocket;
      nchan_subscriber_channel_id "$1";
      nchan_channel_id_split_delimiter ",";
      nchan_subscriber_first_message newest;
    }
  }
}
`,
};

/** MQTT without persistence; publishers send with QoS 1, followers get QoS 0. */
export const MOSQUITTO: ForeignLaunch = {
  program: 'mosquitto',
  commandLine: (file) => ['-c', file],
  configuration: (port) => `
listener ${port} 127.0.0.1
socket_domain ipv4
allow_anonymous true
persistence false
set_tcp_nodelay true
sys_interval 0
log_dest none
max_queued_messages 100000
`,
};

export const NATS: ForeignLaunch = {
  program: 'nats-server',
  commandLine: (file) => ['-c', file],
  configuration: (port) => `
host: 127.0.0.1
port: ${port}
max_connections: 100000
max_pending: 256MB
write_deadline: "60s"
logfile: "/dev/null"
`,
};
