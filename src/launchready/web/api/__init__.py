"""What programs read and do over HTTP, each request with a key of its own.

`operations` is the list that both the routes and the OpenAPI document are made of;
`shapes` are the answers, `asked` what may be asked for, `statuspage` says the same as
Statuspage's API does, for tools that know that one.
"""
