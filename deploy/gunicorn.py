"""How gunicorn serves the portal in production. WEB_CONCURRENCY sets the number of processes (2)."""

import os

bind = "0.0.0.0:8000"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Where the public comes, more threads than work at a time: the others say who has to come again
# (publicforms.visiting.shedding).
threads = 4 if os.environ.get("PORTAL_FACE") == "office" else 16
# Above the statement time-out and a slow upload's last chunk; below what a proxy waits.
timeout = 120
graceful_timeout = 30
# Renewed now and then, so that memory lost to fragmentation comes back; not all at once.
max_requests, max_requests_jitter = 5000, 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat file must not wait for a disk
accesslog, errorlog = "-", "-"
logger_class = "portal.logs.ServerLogger"  # keys of links are left out
# No query strings (people search for names), no addresses of clients beyond what the proxy logs.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"
