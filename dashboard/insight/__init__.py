"""The rules: records and the time in, verdicts out. No pandas, plotly or Streamlit, and no requests."""
