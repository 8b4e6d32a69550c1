"""The monitor: schedule, probe, decide, store, deliver, and the service around them.

Dependencies point one way: `service -> deliver, probe -> store -> decide -> schedule ->
model`.  The dashboard stands on `store.read` and `service`.
"""
