"""Home and the fleet, as Streamlit draws them."""
