"""The script of the baseline page: one element, and one chart where the address asks for it.

Streamlit runs it (benchmarks.support.baseline starts it). `run` in the address changes the element's id, so
that a browser can wait for the run that it asked for.
"""

from __future__ import annotations

import streamlit as st

number = st.query_params.get("run", "")
st.html(f'<p id="baseline-{number if number.isdecimal() else 0}">A page of one element.</p>')
if "chart" in st.query_params:
    st.plotly_chart({"data": [{"type": "bar", "y": [1, 2, 3]}]}, key="chart", theme=None)
