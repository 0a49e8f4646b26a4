"""Celery over Redis: how many tasks that do nothing a worker acknowledges in a second.

Prints one JSON document. The worker acknowledges late (a task that dies with its worker is done
again, as a job is) and takes 16 tasks ahead; Redis appends to its file, once with a sync for every
write (what a commit of ours is), once with one a second (its default).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

TASKS = 4000


def absent(why):
    print(json.dumps({"absent": why}))
    sys.exit(0)


try:
    import celery
    import redis
except ImportError as error:
    absent(f"{error}; ./run deps bench installs python3-celery")
if shutil.which("redis-server") is None:
    absent("no redis-server; ./run deps bench installs it")

APP = """
import celery
app = celery.Celery("peer", broker="redis+socket://{socket}")
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=16, task_ignore_result=True,
                worker_send_task_events=False, broker_connection_retry_on_startup=True)


@app.task
def nothing(number):
    return None
"""


def wait_until(ready, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.01)
    raise RuntimeError("waited too long")


def answers(store):
    try:
        return store.ping()
    except redis.exceptions.RedisError:
        return False


def measured(folder, sync, pool):
    socket = os.path.join(folder, "redis.sock")
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, "--appendonly",
         "yes", "--appendfsync", sync, "--save", ""],
        stdout=subprocess.DEVNULL)
    try:
        store = redis.Redis(unix_socket_path=socket)
        wait_until(lambda: answers(store))
        with open(os.path.join(folder, "peer_app.py"), "w") as file:
            file.write(APP.format(socket=socket))
        sys.path.insert(0, folder)
        sys.modules.pop("peer_app", None)
        import peer_app
        began = time.monotonic()
        for number in range(TASKS):
            peer_app.nothing.delay(number)
        enqueued = time.monotonic() - began
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "peer_app", "worker", "--pool", pool,
             "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat",
             "--loglevel", "ERROR"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: store.llen("celery") < TASKS)
            first = time.monotonic()
            wait_until(lambda: store.llen("celery") + store.hlen("unacked") == 0, 300)
            wall = time.monotonic() - first
        finally:
            worker.terminate()
            worker.wait()
        sys.path.remove(folder)
        return {"sync": sync, "pool": pool, "tasks": TASKS, "enqueue_a_second": TASKS / enqueued,
                "tasks_a_second": TASKS / wall}
    finally:
        server.terminate()
        server.wait()


def main():
    runs = []
    for sync, pool in (("always", "solo"), ("always", "prefork"), ("everysec", "prefork")):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measured(folder, sync, pool))
    version = subprocess.run(["redis-server", "--version"], capture_output=True, text=True)
    print(json.dumps({"celery": celery.__version__,
                      "redis": version.stdout.split("v=")[1].split(" ")[0], "runs": runs}))


main()
