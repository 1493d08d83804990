#!/usr/bin/env node
import { runProcess } from "../dist/index.js";

runProcess(process.argv.slice(2));
