"""The dashboard: pages for people beside the monitor, on the monitor's own port.

`dashboard` lists the routes, `call` is what each page is given, `pages` holds one module
per kind of page.  Who may do what is in `roles`, who is who in `people` and `sessions`,
programs' keys in `tokens`.
"""
