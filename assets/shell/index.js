// Runs in Streamlit's page before Streamlit does; app.py puts it there.

import { keepOneEntryAPage } from "./history.js";

keepOneEntryAPage();
