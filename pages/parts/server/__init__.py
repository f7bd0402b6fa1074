"""What every request goes through, and what is served beside Streamlit; app.py puts it together."""
