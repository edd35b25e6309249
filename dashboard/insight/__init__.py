"""The rules: records and a clock in, verdicts out. No pandas, no plotly, no Streamlit, no call to anybody."""
