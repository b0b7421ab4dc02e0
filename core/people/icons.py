"""Line drawings on a 24 x 24 grid, drawn in the colour of the text beside them (components/icon.css)."""

ICONS = {
    "inbox": "M3 13h5l2 3h4l2-3h5M5 5h14l2 8v6H3v-6z",
    "menu": "M3 6h18M3 12h18M3 18h18",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "image": "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9v.01",
    "archive": "M4 4h16v4H4zM5 8h14v12H5zM10 12h4",
    "success": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8 12.5l3 3 5-6",
    "error": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16v.01",
    "warning": "M12 4L2.5 20h19zM12 10v5M12 17.5v.01",
    "info": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5M12 8v.01",
    "calendar": "M4 5h16v15H4zM4 10h16M8 3v4M16 3v4",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L21 21",
    "download": "M12 4v11M7 11l5 5 5-5M4 20h16",
    "upload": "M12 16V5M7 10l5-5 5 5M4 20h16",
    "mail": "M3 6h18v12H3zM3 7l9 7 9-7",
    "user": "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4 21c0-5 4-7 8-7s8 2 8 7",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3 3",
    "close": "M5 5l14 14M19 5L5 19",
    "plus": "M12 5v14M5 12h14",
    "lock": "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
}
