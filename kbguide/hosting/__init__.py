"""Serving kernels: seats, channels, forked kernels, limits. It knows no guide: what is the guide's is handed in."""
