"""What a browser or a notebook is handed: payload, figure, lesson."""
