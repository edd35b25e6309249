"""What stands before Streamlit: who may ask (Host, Origin), which headers go out, our own routes."""
